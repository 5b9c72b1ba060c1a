/** The default, orthogonal, needs TensorFlow.js's chained operators; models of tests draw their weights afterwards. */
export const recurrentInitializers = { recurrentInitializer: "zeros" } as const;
