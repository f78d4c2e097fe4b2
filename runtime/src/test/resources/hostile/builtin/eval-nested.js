// Tries: to parse deep nesting of every kind.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  for (const [open, close] of [['(', ')'], ['[', ']'], ['{', '}'], ['!', ''], ['a=>', ''], ['`${', '}`'], ['a?b:', ''], ['class{x=', '}'], ['if(1)', ';']]) {
    try { new Function(open.repeat(200_000) + '1' + close.repeat(200_000)); } catch {}
  }
  return new Response('done');
}
