import { text } from "./text.js";

export default { fetch: () => new Response(text) };
