import { PolyheadError } from "@polyhead/spec";
import { cgc } from "./cgc.ts";
import { crossStitch } from "./cross-stitch.ts";
import { dselectK } from "./dselect-k.ts";
import { hardSharing } from "./hard-sharing.ts";
import { ltb } from "./ltb.ts";
import { mmoe } from "./mmoe.ts";
import { mtan } from "./mtan.ts";
import { nddr } from "./nddr.ts";
import { ple } from "./ple.ts";
import type { Sharing } from "./sharing.ts";
import { softSharing } from "./soft-sharing.ts";

/** The ways of sharing that come with the trainer. */
export type SharingKind =
  | "hard"
  | "soft"
  | "cross-stitch"
  | "nddr"
  | "mmoe"
  | "cgc"
  | "ple"
  | "mtan"
  | "dselect-k"
  | "ltb";

/** Makes each way of sharing with its defaults, by its kind. */
export const architectures: Readonly<Record<SharingKind, () => Sharing>> = {
  hard: hardSharing,
  soft: softSharing,
  "cross-stitch": crossStitch,
  nddr,
  mmoe,
  cgc,
  ple,
  mtan,
  "dselect-k": dselectK,
  ltb,
};

/**
 * The way of sharing of that kind, with its defaults.
 *
 * @throws PolyheadError `config-invalid` listing the known for a kind that is not among them
 */
export function architecture(kind: string): Sharing {
  if (Object.hasOwn(architectures, kind)) return architectures[kind as SharingKind]();
  const known = Object.keys(architectures);
  throw new PolyheadError(
    "config-invalid",
    `Sharing should be one of ${known.join(", ")}; received "${kind}".`,
    { details: { received: kind, known } },
  );
}
