import { dataTypeOfCode, type DataType } from "../../data-type.ts";
import { isBig, newData, type Content, type Evaluator } from "./content.ts";

/** The types of numbers between which a cast has one answer; float16 and bfloat16 are held as bits. */
const castable: ReadonlySet<DataType | undefined> = new Set(["float32", "float64", "int32", "int64", "bool"]);

const INT32 = { lowest: -(2 ** 31), highest: 2 ** 31 - 1 };

export const cast: Readonly<Record<string, Evaluator>> = {
  Cast: (node, [x]) => {
    const dataType = dataTypeOfCode(node.int("to", 0));
    if (x === undefined || dataType === undefined) return undefined;
    if (dataType === x.dataType) return x;
    return castable.has(x.dataType) && castable.has(dataType) ? converted(x, dataType) : undefined;
  },
};

/** Truncated toward zero; undefined where a number has no place in the type, or not one alone. */
function converted({ data, dims }: Content, dataType: DataType): Content | undefined {
  const target = newData(dataType, data.length);
  for (let at = 0; at < data.length; at++) {
    const number = Number(data[at]);
    if (isBig(data) && !Number.isSafeInteger(number)) return undefined;
    if (dataType === "bool") target[at] = number === 0 ? 0 : 1;
    else if (isBig(target)) {
      if (!Number.isSafeInteger(Math.trunc(number))) return undefined;
      target[at] = BigInt(Math.trunc(number));
    } else if (dataType === "int32" && !(number >= INT32.lowest && number <= INT32.highest)) return undefined;
    else target[at] = number;
  }
  return { dataType, dims, data: target };
}
