#!/usr/bin/env node
// Streams a recording to `affectus serve` as it is, in its container, and prints each measurement.
//
//   stream.mjs RECORDING [ADDRESS]      ADDRESS: ws://127.0.0.1:8080 unless given; AFFECTUS_TOKEN: the server's token, if it needs one
//
// Node 22 has WebSocket, as browsers have; earlier ones need the package `ws` (Debian: node-ws).
import { createReadStream } from "node:fs";
import { createRequire } from "node:module";

// ES modules do not look into Debian's folder of packages; require() does.
const WebSocket = globalThis.WebSocket ?? createRequire(import.meta.url)("ws");

const [recording, address = "ws://127.0.0.1:8080"] = process.argv.slice(2);
if (!recording) {
  console.error("stream.mjs RECORDING [ADDRESS]");
  process.exit(2);
}
const token = process.env.AFFECTUS_TOKEN;
// A browser cannot set Authorization: the token is the second subprotocol.
const socket = new WebSocket(address + "/v1/stream", token ? ["affectus", token] : ["affectus"]);

socket.addEventListener("open", async () => {
  socket.send(JSON.stringify({ type: "session.update", session: { encoding: "container", hop_s: 1 } }));
  for await (const piece of createReadStream(recording)) socket.send(piece); // of a browser's MediaRecorder: event.data
  socket.send(JSON.stringify({ type: "session.close" }));
});

const digits = (value) => (value === null ? "-" : value.toFixed(2));
socket.addEventListener("message", ({ data }) => {
  const event = JSON.parse(data);
  if (event.type === "measurement") {
    console.log(`${event.end_s.toFixed(2)} s  activation ${digits(event.activation)}  valence ${digits(event.valence)}  dominance ${digits(event.dominance)}`);
  } else if (event.type === "error") {
    console.error(`error: ${event.message}`);
    process.exitCode = 1;
  }
});
socket.addEventListener("error", (event) => {
  console.error(`error: ${event.message ?? "no connection"}`);
  process.exitCode = 1;
});
