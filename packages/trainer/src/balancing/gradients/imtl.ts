import type { GramianBalancing } from "../balancing.ts";
import { imtlL } from "../losses/imtl-l.ts";
import { imtlG } from "./imtl-g.ts";

/**
 * Impartial multi-task learning: losses scaled by what IMTL-L learns, and IMTL-G over their gradients.
 *
 * Liu et al. 2021, "Towards Impartial Multi-Task Learning", algorithm 1: heads learn from the scaled losses.
 */
export function imtl(): GramianBalancing {
  return { ...imtlG(), name: "imtl", losses: imtlL() };
}
