import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { ExportPlan } from "../export-plan.ts";
import { planLayers } from "../plan-layers.ts";
import type { LayerCase } from "./layer-case.ts";

/** What inputs a model is compared on. */
export type Ranges = Pick<LayerCase, "reach" | "center" | "integers" | "lengths">;

/** Plans the export of a model whose inputs lie in given ranges. */
export async function planCase(
  model: LayersModel,
  { reach = 1, center = 0, integers = false }: Ranges,
): Promise<ExportPlan> {
  const plan = await planLayers(model, {});
  return {
    ...plan,
    inputs: plan.inputs.map((input) => ({ ...input, reach: [reach], center: [center], integers })),
  };
}
