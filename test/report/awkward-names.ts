// A small model over texts whose tasks, classes and columns have the names that plots have least room for.
import {
  binary,
  categorical,
  classification,
  multiLabel,
  numeric,
  regression,
  tagging,
  text,
  words,
  type Example,
  type TaskSpec,
} from "@polyhead/spec";
import { defineModel, memory, wordBag, type ModelConfig } from "@polyhead/trainer";

const WORDS = ["良い", "映画", "отлично", "плохо", "ممتاز", "the", "film", "incomprehensibilities"];
const sections = Array.from({ length: 24 }, (_, at) => `Department of Very Long Names, Section ${at + 1}`);
const wide = ["とても肯定的なレビュー", "否定的なレビュー", "WWWWWWWWWWWWWW"];
const [longest, loud] = [
  "expected-number-of-days-until-the-customer-returns-to-the-shop",
  "NR-PPAR-GAMMA",
] as const;

const tasks: Readonly<Record<string, TaskSpec>> = {
  section: classification({ classes: sections }),
  tone: classification({ classes: wide }),
  [longest]: regression({ unit: "thousands of working days" }),
  [loud]: binary({ positive: "جيد", negative: "سيئ" }),
  topics: multiLabel({ labels: ["größer", "señal", "Ωμέγα"] }),
  ...Object.fromEntries(["SR-ARE", "SR-MMP", "WWW-WWW-WWW", "H"].map((name) => [name, binary()])),
  slots: tagging({ entities: ["film"] }),
};

const column = "a-very-long-column-name-that-goes-on-and-on";

function drawn(count: number): Example[] {
  return Array.from({ length: count }, (_, row) => {
    const tokens = Array.from({ length: 1 + (row % 9) }, (__, at) => WORDS[(row * 5 + at * 3) % 8]!);
    const yes = row % 3 === 0;
    return {
      inputs: {
        review: tokens.join(" "),
        figures: [row % 10, -row],
        place: { 東京都千代田区丸の内: row % 4 },
      },
      labels: {
        section: sections[row % 24]!,
        tone: wide[row % 3]!,
        [longest]: 1_000_000 + 5000 * (row % 17),
        [loud]: yes,
        topics: [Number(yes), row % 2, 0],
        "SR-ARE": !yes,
        "SR-MMP": row % 2,
        "WWW-WWW-WWW": yes,
        H: row % 5 === 0,
        slots: tokens.map((token) => (token === "film" ? "B-film" : "O")),
      },
    };
  });
}

export function awkwardNames(): ModelConfig {
  return defineModel({
    name: "awkward-names",
    inputs: {
      review: text({ tokens: words({ split: "spaces" }), maxLength: 16 }),
      figures: numeric({ columns: [column, "年齢"] }),
      place: categorical({ columns: ["東京都千代田区丸の内"] }),
    },
    tasks,
    trunk: wordBag({ embedding: 8, units: [8] }),
    data: memory({ train: drawn(150), test: drawn(48) }),
    training: { epochs: 2, validationSplit: 0.2 },
  });
}
