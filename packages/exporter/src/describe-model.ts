import type { FittedSpec } from "@polyhead/spec";

/** What viewers of the file show of it: `image (image) → kind (classification), age (regression)`. */
export function describeModel({ inputs, tasks }: FittedSpec): string {
  return `${listed(inputs)} → ${listed(tasks)}`;
}

function listed(parts: Readonly<Record<string, { readonly kind: string }>>): string {
  return Object.entries(parts)
    .map(([name, { kind }]) => `${name} (${kind})`)
    .join(", ");
}
