import { adam, cifar10, cifar10Input, cifar10Tasks, cnn, defineModel, uncertainty } from "polyhead";

// One picture, two questions: what is on it (ten classes), and how colourful is it (one number).
export default defineModel({
  name: "cifar",
  inputs: { image: cifar10Input },
  tasks: cifar10Tasks,
  trunk: cnn({ filters: [32, 64], dense: 512 }),
  balancing: uncertainty(),
  data: cifar10(),
  training: { epochs: 10, batchSize: 64, optimizer: adam({ learningRate: 1e-3 }), seed: 0 },
});
