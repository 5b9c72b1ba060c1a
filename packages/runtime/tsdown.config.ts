import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["src/node.ts", "src/browser.ts"],
  dts: true,
  platform: "neutral",
  deps: { neverBundle: [/^node:/] },
});
