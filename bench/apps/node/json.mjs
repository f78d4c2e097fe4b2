import { createServer } from "node:http";

function price(order) {
  const lines = order.items.map(({ sku, name, quantity, price }) => ({
    sku, name, quantity, total: quantity * price,
  }));
  const total = lines.reduce((sum, line) => sum + line.total, 0);
  return { id: order.id, customer: order.customer.name, currency: order.currency, lines, total };
}

createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(price(JSON.parse(Buffer.concat(chunks)))));
  });
}).listen(Number(process.argv[2]), "127.0.0.1");
