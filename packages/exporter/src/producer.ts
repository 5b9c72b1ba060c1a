import packageJson from "../package.json" with { type: "json" };

/** Who wrote a file, for its header and its manifest. */
export const producer: { readonly name: string; readonly version: string } = {
  name: packageJson.name,
  version: packageJson.version,
};
