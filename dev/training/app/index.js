// What most apps do, once each, so that the classes and profiles behind it end up in the start-up cache.
import { greeting } from './greeting.js';

export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    switch (url.pathname) {
      case '/json': {
        const body = await request.json();
        ctx.waitUntil(Promise.resolve());
        return Response.json({ ...body, query: Object.fromEntries(url.searchParams), id: crypto.randomUUID() });
      }
      case '/text':
        return new Response(new TextEncoder().encode((await request.text()).toUpperCase()), {
          headers: { 'content-type': 'text/plain', 'x-agent': request.headers.get('user-agent') ?? '' },
        });
      case '/later':
        await new Promise((resolve) => setTimeout(resolve, 1));
        return new Response(null, { status: 204 });
      default:
        return new Response(greeting(url.pathname));
    }
  },
};
