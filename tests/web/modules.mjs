// The page's own modules in Node: bundled as the page's build does.
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "./tools.mjs";

const esbuild = createRequire(join(root, "web/package.json"))("esbuild");

/** What `web/src/NAME` exports. */
export async function moduleOf(name) {
  const result = await esbuild.build({ entryPoints: [join(root, "web/src", name)], bundle: true, write: false, format: "esm", target: "es2022" });
  return import(`data:text/javascript;base64,${Buffer.from(result.outputFiles[0].text).toString("base64")}`);
}
