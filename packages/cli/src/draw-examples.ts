import type { Example } from "@polyhead/spec";
import { randomSource } from "@polyhead/trainer";

/** Some examples of a stream, each as likely as any other, the same at each call (algorithm R, Vitter 1985). */
export async function drawExamples(
  examples: AsyncIterable<Example>,
  count: number,
): Promise<readonly Example[]> {
  const random = randomSource(0, "draw");
  const drawn: Example[] = [];
  let seen = 0;
  for await (const example of examples) {
    seen++;
    if (drawn.length < count) drawn.push(example);
    else {
      const place = random.integer(seen);
      if (place < count) drawn[place] = example;
    }
  }
  return drawn;
}
