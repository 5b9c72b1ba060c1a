/// <reference lib="dom" />

/**
 * What the page runs; it is sent as text, so that it may use nothing from outside of it.
 *
 * Fields become a JSON example, pictures as the bytes of their pixels in base64, and what the server says of it is shown.
 */
function runPage(): void {
  const form = document.querySelector("form");
  const answers = document.querySelector("#answers");
  if (form === null || answers === null) return;
  const fields = [...form.querySelectorAll<HTMLInputElement>("[data-input]")];
  const pixels = new Map<HTMLInputElement, string>();

  const base64 = (bytes: Uint8Array): string => {
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return btoa(binary);
  };

  /** The middle of a picture, as large as fits, as the model takes it. */
  const readPicture = async (field: HTMLInputElement, file: File): Promise<void> => {
    const canvas = field.closest("fieldset")?.querySelector("canvas");
    const context = canvas?.getContext("2d", { willReadFrequently: true });
    if (canvas === null || canvas === undefined || context === null || context === undefined) return;
    const picture = await createImageBitmap(file);
    const scale = Math.max(canvas.width / picture.width, canvas.height / picture.height);
    const [width, height] = [picture.width * scale, picture.height * scale];
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
    canvas.hidden = false;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const channels = Number(field.dataset["channels"]);
    const own = new Uint8Array(canvas.width * canvas.height * channels);
    for (let pixel = 0; pixel < own.length / channels; pixel++) {
      const [red = 0, green = 0, blue = 0] = data.subarray(4 * pixel, 4 * pixel + 3);
      if (channels === 1) own[pixel] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
      else
        for (let channel = 0; channel < channels; channel++)
          own[channels * pixel + channel] = data[4 * pixel + channel] ?? 0;
    }
    pixels.set(field, base64(own));
  };

  const example = (): Record<string, unknown> => {
    const inputs: Record<string, unknown> = {};
    for (const field of fields) {
      const { input = "", kind, column } = field.dataset;
      const value =
        kind === "image"
          ? (pixels.get(field) ?? "")
          : kind === "number"
            ? field.value === ""
              ? null
              : Number(field.value)
            : field.value;
      if (column === undefined) inputs[input] = value;
      else inputs[input] = { ...(inputs[input] as Record<string, unknown> | undefined), [column]: value };
    }
    return inputs;
  };

  let asked = 0;
  const predict = async (): Promise<void> => {
    const mine = ++asked;
    answers.setAttribute("aria-busy", "true");
    let shown: string;
    try {
      const response = await fetch(form.action, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ inputs: example() }),
      });
      shown = await response.text();
    } catch {
      shown = '<p class="error">The server does not answer.</p>';
    }
    if (mine !== asked) return;
    answers.innerHTML = shown;
    answers.removeAttribute("aria-busy");
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void predict();
  });
  for (const field of fields)
    field.addEventListener("change", () => {
      const [file] = field.files ?? [];
      if (file === undefined) return;
      readPicture(field, file).then(predict, () => {
        answers.innerHTML = '<p class="error">The browser cannot read this file as a picture.</p>';
      });
    });
}

/** The page's script, which needs no other. */
export const pageScript: string = `(${runPage.toString()})();`;
