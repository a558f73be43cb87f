// A service worker that makes pages up, with a policy that forbids WebAssembly.
"use strict";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const headers = {
    "content-type": "text/html",
    "content-security-policy": "default-src 'none'; script-src 'unsafe-inline'",
  };
  const page = "<!doctype html><title>Made up</title><h1>Made up</h1>";
  event.respondWith(new Response(page, { headers }));
});
