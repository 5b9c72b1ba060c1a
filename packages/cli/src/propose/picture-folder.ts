import { readdir } from "node:fs/promises";
import { join } from "node:path";

const PICTURE = /\.(png|jpe?g)$/i;

/** Side of pictures that the model takes, in pixels. */
const SIDE = 64;

/**
 * The classes of a folder that has a folder of PNG or JPEG files for each; undefined for any other, such as one that a model
 * is to be started in.
 */
export async function pictureClasses(folder: string): Promise<readonly string[] | undefined> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  const classes: string[] = [];
  for (const { name } of folders) {
    const files = await readdir(join(folder, name), { recursive: true });
    if (files.some((file) => PICTURE.test(file))) classes.push(name);
  }
  return classes.length < 2 ? undefined : classes.toSorted((one, other) => one.localeCompare(other, "en"));
}

/**
 * A config for such a folder, with comments.
 *
 * @param name of the model
 * @param path of the folder, as the config should name it
 */
export function pictureConfig(name: string, path: string, classes: readonly string[]): string {
  return `import { classification, cnn, defineModel, image, imageFolder } from "polyhead";

// Proposed from the folders in ${path}; every line is yours to change.
export default defineModel({
  // Names the run and the exported file.
  name: ${JSON.stringify(name)},

  // What goes in: pictures of this size, which others are made to fit as \`resize\` says.
  inputs: { image: image({ height: ${SIDE}, width: ${SIDE} }) },

  // What comes out; the classes are the folders. With labels of several tasks, use csv() and a table with a column of paths.
  tasks: {
    label: classification({
      classes: [
${classes.map((one) => `        ${JSON.stringify(one)},`).join("\n")}
      ],
    }),
  },

  // A fifth of the pictures is held out to test on, the same ones each time.
  data: imageFolder({ train: ${JSON.stringify(path)}, test: 0.2, resize: "cover" }),

  // The layers that all tasks share.
  trunk: cnn({ filters: [32, 64, 128], dense: 128 }),

  training: { epochs: 10, batchSize: 32, validationSplit: 0.1, seed: 0 },
});
`;
}
