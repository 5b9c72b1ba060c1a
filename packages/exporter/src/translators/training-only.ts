import { unary, type Translator } from "../translator.ts";

/** Dropout and noise layers hand their input on when a model predicts. */
export const trainingOnly: Translator = unary((_, input) => input);
