export { compareOutput } from "../parity/compare-output.ts";
export type { LayerCase } from "./layer-case.ts";
export { layerCases } from "./layer-cases.ts";
export { refusals } from "../translators/refusals.ts";
export { prepareCase, type PreparedCase } from "./prepare-case.ts";
