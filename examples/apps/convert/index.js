import { units } from "./lib/units.js";

// GET /?from=km&to=mi&value=42, or POST the same as JSON.
export default {
  async fetch(request) {
    const { from, to, value } = await input(request);
    const factor = units[from]?.[to];
    if (factor === undefined || !Number.isFinite(value)) {
      return Response.json({ error: "expected: from, to and a numeric value", units }, { status: 400 });
    }
    return Response.json({ from, to, value, result: value * factor });
  },
};

async function input(request) {
  if (request.method === "POST") {
    return request.json();
  }
  const { searchParams } = new URL(request.url);
  return { from: searchParams.get("from"), to: searchParams.get("to"), value: parseFloat(searchParams.get("value")) };
}
