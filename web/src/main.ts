import { App } from "./app.ts";
import { asset, isOneFile, workerSource, workletUrl } from "./assets.ts";
import { Engine } from "./scoring/engine.ts";
import { Server } from "./server.ts";

async function openEngine(): Promise<Engine> {
  const engine = new Engine(workerSource);
  const [program, model] = await Promise.all([asset("program"), asset("model")]);
  await engine.open(program, model);
  return engine;
}

new App(document.querySelector("main")!, openEngine(), new Server(), workletUrl());

// A second visit needs no connection.
if (!isOneFile() && location.protocol.startsWith("http") && "serviceWorker" in navigator)
  navigator.serviceWorker.register("service_worker.js").catch(() => undefined); // the page works without
