import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "test/**/*.test.ts",
      "bench/**/*.test.ts",
      "examples/**/*.test.ts",
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // TensorFlow.js advertises its Node addon wherever its JavaScript backend starts.
    onConsoleLog: (text) => !text.includes("looks like you are running TensorFlow.js in Node.js"),
  },
});
