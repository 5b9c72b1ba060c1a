import { PolyheadError } from "@polyhead/spec";
import { equal } from "../balancing/losses/equal.ts";
import { runIdentity, sharingIdentity } from "../fit/run-identity.ts";
import type { RunSummary } from "../fit/run.ts";
import { buildModel } from "../model/build-model.ts";
import type { ModelConfig } from "../model/define-model.ts";
import { architectures } from "../model/sharing/architectures.ts";
import { hardSharing } from "../model/sharing/hard-sharing.ts";
import type { Sharing } from "../model/sharing/sharing.ts";
import { checkTraining } from "../model/training-options.ts";
import { checkSameShape } from "./check-same-shape.ts";

/** Parts of a run's identity that single-task models have in common with it, or are built from. */
const COMMON = ["model", "sharing", "optimizer", "training"];

/**
 * Checks that a run can be compared with single-task models of a config: it is finished, was measured on test, and was
 * trained with this config. Needs an engine.
 *
 * @throws PolyheadError `config-invalid`
 */
export function checkSameRules(directory: string, config: ModelConfig, summary: RunSummary): void {
  const { spec, training, interrupted, epochs, metrics, adapted } = summary;
  const refuse = (message: string): PolyheadError =>
    new PolyheadError("config-invalid", message, { details: { path: directory } });
  if (adapted !== undefined)
    throw refuse(
      `Single-task models have the data and budget of one run; ${directory} adapts another, ${adapted.run}. Compare that one, or train all tasks anew.`,
    );
  if (interrupted)
    throw refuse(
      `Single-task models have the budget of the run ${directory}, which stopped after ${epochs} of ${training.epochs} epochs; finish it with \`polyhead train --resume ${directory}\`.`,
    );
  if (metrics["test"] === undefined)
    throw refuse(
      `Single-task models are compared on a test split; the data of the run ${directory} had none. Give the source one, and train again.`,
    );
  checkSameShape(config, spec, directory);
  const identity = identityOf(config, summary);
  const others = COMMON.filter((part) => identity[part] !== summary.identity[part]);
  if (others.length > 0)
    throw refuse(
      `Single-task models need the config that the run ${directory} was trained with; ${others.join(" and ")} differ. Put the config back, or train again.`,
    );
}

function identityOf(
  config: ModelConfig,
  { spec, training, examples, identity: identities }: RunSummary,
): Record<string, string> {
  const { balancing = equal() } = config;
  const sharing = sharingOf(config, identities);
  const settings = checkTraining({ ...config.training, ...training });
  const count = (examples["train"] ?? 0) + (examples["validation"] ?? 0);
  const model = buildModel({ ...config, inputs: spec.inputs, sharing }, () => 0);
  const counted = { count, checksum: 0 };
  const identity = runIdentity({ model, spec, training: counted, balancing, sharing, settings });
  model.dispose();
  return identity;
}

/** The config's, or the one that the run was trained with by its name instead. */
function sharingOf(
  { sharing: own = hardSharing() }: ModelConfig,
  { sharing: trained }: RunSummary["identity"],
): Sharing {
  const named = Object.values(architectures).map((make) => make());
  return [own, ...named].find((sharing) => sharingIdentity(sharing) === trained) ?? own;
}
