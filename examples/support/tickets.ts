import { randomSource, type Example, type Random } from "polyhead";

export const topics = ["delivery", "billing", "returns", "account"] as const;
export const sentiments = ["angry", "neutral", "happy"] as const;
export const entities = ["product", "order", "date", "amount"] as const;

type Topic = (typeof topics)[number];
type Sentiment = (typeof sentiments)[number];
type Entity = (typeof entities)[number];

/** What tickets say, with the kinds of entities in braces. */
const messages: Readonly<Record<Topic, readonly string[]>> = {
  delivery: [
    "my {product} from order {order} has not arrived",
    "the courier left the {product} at the wrong door on {date}",
    "when will order {order} get here ?",
    "tracking for {order} has not moved since {date}",
    "the parcel with my {product} came on {date}",
  ],
  billing: [
    "i was charged {amount} twice for the {product}",
    "the invoice of order {order} says {amount}",
    "why did you take {amount} from my card on {date} ?",
    "please send the receipt of {date} for {amount}",
    "your refund of {amount} for {order} reached my bank",
  ],
  returns: [
    "i want to send the {product} back",
    "the {product} i got on {date} is the wrong colour",
    "how do i return order {order} ?",
    "the {product} broke after a day , can i swap it ?",
    "you picked up the {product} on {date}",
  ],
  account: [
    "i cannot log in since {date}",
    "please change the address of my account before order {order} ships",
    "the app signs me out when i open order {order}",
    "someone else bought a {product} with my account on {date}",
    "my new password works since {date}",
  ],
};

const moods: Readonly<Record<Sentiment, readonly string[]>> = {
  angry: ["this is a joke", "i have had enough", "never again", "nobody answers me", "what a mess"],
  neutral: ["thanks in advance", "hello", "just asking", "see above", "kind regards"],
  happy: ["you were a great help", "lovely service", "well done", "i am delighted", "thank you so much"],
};

const makes = ["blue", "steel", "large", "travel", "garden", "oak", "folding", "second", "smart", "vintage"];
const things = [
  "kettle",
  "lamp",
  "phone case",
  "coffee grinder",
  "rain coat",
  "desk",
  "bike lock",
  "charger",
];
/** Products that only the test split names. */
const unseen = ["harbour", "walnut", "toaster", "tent", "wall clock"];
const months = ["january", "march", "may", "june", "august", "october", "december"];
const days = ["monday", "tuesday", "friday", "last sunday", "yesterday"];

/** Draws support tickets: what each is about, how its author feels, and which words name products, orders, dates and amounts. */
export function tickets(count: number, seed: number, split: "train" | "test"): Example[] {
  const random = randomSource(seed, split);
  return Array.from({ length: count }, () => ticket(random, split));
}

function ticket(random: Random, split: string): Example {
  const [topic, sentiment] = [pick(random, topics), pick(random, sentiments)];
  const mood = tagged(pick(random, moods[sentiment]));
  const message = pick(random, messages[topic])
    .split(" ")
    .flatMap((word) => {
      const entity = /^\{(\w+)\}$/u.exec(word)?.[1] as Entity | undefined;
      return entity === undefined ? tagged(word) : tagged(names[entity](random, split), entity);
    });
  const words = random.uniform() < 0.5 ? [...mood, ...message] : [...message, ...mood];
  return {
    inputs: { text: words.map(([word]) => word) },
    labels: { topic, sentiment, entities: words.map(([, tag]) => tag) },
  };
}

/** Words with their tags. */
function tagged(text: string, entity?: Entity): (readonly [word: string, tag: string])[] {
  return text
    .split(" ")
    .map((word, at) => [word, entity === undefined ? "O" : `${at === 0 ? "B" : "I"}-${entity}`] as const);
}

/** Draws a name for each kind of entity. */
const names: Readonly<Record<Entity, (random: Random, split: string) => string>> = {
  product(random, split) {
    const rare = split === "test" && random.uniform() < 0.1;
    const thing = rare ? pick(random, unseen) : pick(random, things);
    return random.uniform() < 0.5 ? thing : `${pick(random, makes)} ${thing}`;
  },
  order: (random) => `#${10_000 + random.integer(90_000)}`,
  amount: (random) => `€${1 + random.integer(400)}.${10 + random.integer(90)}`,
  date: (random) =>
    random.uniform() < 0.4 ? pick(random, days) : `${1 + random.integer(28)} ${pick(random, months)}`,
};

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.integer(list.length)] as T;
}
