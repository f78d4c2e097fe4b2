// https://html.spec.whatwg.org/#atob
(nano) => {
  'use strict';
  const { needArguments } = nano.convert;

  nano.atob = function atob(data) {
    needArguments(arguments.length, 1, 'atob');
    const text = nano.host.fromBase64(`${data}`);
    if (text === null) throw new nano.DOMException('the text is not valid base64', 'InvalidCharacterError');
    return text;
  };

  nano.btoa = function btoa(data) {
    needArguments(arguments.length, 1, 'btoa');
    const text = nano.host.toBase64(`${data}`);
    if (text === null) throw new nano.DOMException('the text has a character above U+00FF', 'InvalidCharacterError');
    return text;
  };
}
