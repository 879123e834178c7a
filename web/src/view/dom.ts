// Elements in one expression.

type Attribute = string | number | boolean | ((event: Event) => void);

/** Functions become listeners ("click"), true an empty attribute, false none. */
export function h<Name extends keyof HTMLElementTagNameMap>(name: Name, attributes: Record<string, Attribute> = {},
                                                           ...children: (Node | string | null)[]): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== false) element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== null));
  return element;
}

/** A button with its words. */
export function button(words: string, action: () => void, attributes: Record<string, Attribute> = {}): HTMLButtonElement {
  return h("button", { type: "button", click: action, ...attributes }, words);
}

/** Changes a text only where it differs: each change makes the browser lay out the page again. */
export function setText(node: Text, text: string) {
  if (node.data !== text) node.data = text;
}

/** Gives a canvas the size that it is shown at, in the device's own dots; what is drawn is in CSS pixels. */
export function fit(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const dots = window.devicePixelRatio || 1;
  const [across, down] = [Math.round(width * dots), Math.round(height * dots)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d")!;
  context.setTransform(dots, 0, 0, dots, 0, 0);
  return context;
}
