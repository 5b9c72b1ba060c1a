import { PolyheadError } from "@polyhead/spec";
import type { Balancing } from "./balancing.ts";
import { alignedMtl } from "./gradients/aligned-mtl.ts";
import { cagrad } from "./gradients/cagrad.ts";
import { conFIG } from "./gradients/conflict-free.ts";
import { dbMtl } from "./gradients/db-mtl.ts";
import { dualproj } from "./gradients/dualproj.ts";
import { excessMtl } from "./gradients/excess-mtl.ts";
import { fairgrad } from "./gradients/fairgrad.ts";
import { graddrop } from "./gradients/graddrop.ts";
import { gradnorm } from "./gradients/gradnorm.ts";
import { gradvac } from "./gradients/gradvac.ts";
import { imtlG } from "./gradients/imtl-g.ts";
import { imtl } from "./gradients/imtl.ts";
import { mgda } from "./gradients/mgda.ts";
import { moco } from "./gradients/moco.ts";
import { nashMtl } from "./gradients/nash-mtl.ts";
import { pcgrad } from "./gradients/pcgrad.ts";
import { sdmgrad } from "./gradients/sdmgrad.ts";
import { upgrad } from "./gradients/upgrad.ts";
import { dwa } from "./losses/dwa.ts";
import { equal } from "./losses/equal.ts";
import { famo } from "./losses/famo.ts";
import { geometric } from "./losses/geometric.ts";
import { imtlL } from "./losses/imtl-l.ts";
import { rlw } from "./losses/rlw.ts";
import { scaleInvariant } from "./losses/scale-invariant.ts";
import { stch } from "./losses/stch.ts";
import { uncertainty } from "./losses/uncertainty.ts";

const METHODS: readonly (() => Balancing)[] = [
  equal,
  uncertainty,
  dwa,
  rlw,
  geometric,
  scaleInvariant,
  imtlL,
  stch,
  famo,
  gradnorm,
  mgda,
  pcgrad,
  gradvac,
  graddrop,
  imtlG,
  imtl,
  cagrad,
  nashMtl,
  fairgrad,
  alignedMtl,
  upgrad,
  dualproj,
  conFIG,
  dbMtl,
  moco,
  sdmgrad,
  excessMtl,
];

/** Every method that can do with its defaults, by name. */
export const balancingMethods: ReadonlyMap<string, () => Balancing> = new Map(
  METHODS.map((method) => [method().name, method]),
);

/**
 * The method of that name, with its defaults.
 *
 * @throws PolyheadError `config-invalid` listing the known for a name that is not among them
 */
export function balancingMethod(name: string): Balancing {
  const method = balancingMethods.get(name);
  if (method !== undefined) return method();
  const known = [...balancingMethods.keys()];
  throw new PolyheadError(
    "config-invalid",
    `Balancing should be one of ${known.join(", ")}; received "${name}".`,
    { details: { received: name, known } },
  );
}
