/** Transposes that can only move together, and what moving them changes. */
export interface TransposeGroup {
  /** The group that has taken this one in. */
  into?: TransposeGroup;
  /** What the transposes of the graph as it was give, by name. */
  readonly names: string[];
  /** How many transposes moving adds. */
  added: number;
  /** How many elements more they move in memory, symbolic lengths taken as 1. */
  elements: number;
}

export function newGroup(): TransposeGroup {
  return { names: [], added: 0, elements: 0 };
}

export function isRoot({ into }: TransposeGroup): boolean {
  return into === undefined;
}

/** The group that a group is now part of. */
export function rootOf(group: TransposeGroup): TransposeGroup {
  let root = group;
  while (root.into !== undefined) root = root.into;
  if (group !== root) group.into = root;
  return root;
}

export function join(a: TransposeGroup, b: TransposeGroup): TransposeGroup {
  const [into, from] = [rootOf(a), rootOf(b)];
  if (into === from) return into;
  from.into = into;
  into.names.push(...from.names);
  into.added += from.added;
  into.elements += from.elements;
  return into;
}

/** Whether moving leaves fewer transposes, or as many of smaller tensors. */
export function gains({ added, elements }: TransposeGroup): boolean {
  return added < 0 || (added === 0 && elements < 0);
}
