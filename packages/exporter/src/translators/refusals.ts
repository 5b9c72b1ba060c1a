/** Why a class that TensorFlow.js registers has no translator, by its name of the class. */
export const refusals: ReadonlyMap<string, string> = new Map([
  ["RandomHeight", "it resizes by a factor drawn at random, when the model predicts too"],
  ["RandomWidth", "it resizes by a factor drawn at random, when the model predicts too"],
]);
