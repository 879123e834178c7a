// Keeps the page's files, so that it opens without a connection. A new build has a new name, and the old files go.

declare const CACHE_NAME: string; // a hash of all files, set by build.mjs
declare const FILES: string[];

interface WorkerEvent extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
interface RequestEvent extends WorkerEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

self.addEventListener("install", (event) => {
  const whole = async () => (await caches.open(CACHE_NAME)).addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
  (event as WorkerEvent).waitUntil(whole());
});

self.addEventListener("activate", (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) if (name.startsWith("affectus-") && name !== CACHE_NAME) await caches.delete(name);
  };
  (event as WorkerEvent).waitUntil(clean());
});

// The page's own files come from the cache of one build, so that no mixture of two runs; all else goes to the server.
self.addEventListener("fetch", (event) => {
  const request = (event as RequestEvent).request;
  const known = FILES.some((file) => new URL(file, self.location.href).href === request.url.split(/[?#]/)[0]);
  if (request.method !== "GET" || !known) return;
  const answer = async () => (await (await caches.open(CACHE_NAME)).match(request, { ignoreSearch: true })) ?? fetch(request);
  (event as RequestEvent).respondWith(answer());
});
