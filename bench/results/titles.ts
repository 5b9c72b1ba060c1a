import type { Benchmark } from "./setting.ts";

export const TITLES: Readonly<Record<Benchmark["name"], string>> = {
  shapes: "Shapes",
  cifar10: "CIFAR-10",
};
