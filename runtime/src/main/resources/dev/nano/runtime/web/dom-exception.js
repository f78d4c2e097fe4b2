// https://webidl.spec.whatwg.org/#idl-DOMException
(nano) => {
  'use strict';
  const { illegal } = nano.convert;
  const kName = nano.symbol('domexception.name');
  const kMessage = nano.symbol('domexception.message');

  const CODES = [
    [1, 'IndexSizeError', 'INDEX_SIZE_ERR'],
    [2, null, 'DOMSTRING_SIZE_ERR'],
    [3, 'HierarchyRequestError', 'HIERARCHY_REQUEST_ERR'],
    [4, 'WrongDocumentError', 'WRONG_DOCUMENT_ERR'],
    [5, 'InvalidCharacterError', 'INVALID_CHARACTER_ERR'],
    [6, null, 'NO_DATA_ALLOWED_ERR'],
    [7, 'NoModificationAllowedError', 'NO_MODIFICATION_ALLOWED_ERR'],
    [8, 'NotFoundError', 'NOT_FOUND_ERR'],
    [9, 'NotSupportedError', 'NOT_SUPPORTED_ERR'],
    [10, 'InUseAttributeError', 'INUSE_ATTRIBUTE_ERR'],
    [11, 'InvalidStateError', 'INVALID_STATE_ERR'],
    [12, 'SyntaxError', 'SYNTAX_ERR'],
    [13, 'InvalidModificationError', 'INVALID_MODIFICATION_ERR'],
    [14, 'NamespaceError', 'NAMESPACE_ERR'],
    [15, 'InvalidAccessError', 'INVALID_ACCESS_ERR'],
    [16, null, 'VALIDATION_ERR'],
    [17, 'TypeMismatchError', 'TYPE_MISMATCH_ERR'],
    [18, 'SecurityError', 'SECURITY_ERR'],
    [19, 'NetworkError', 'NETWORK_ERR'],
    [20, 'AbortError', 'ABORT_ERR'],
    [21, 'URLMismatchError', 'URL_MISMATCH_ERR'],
    [22, 'QuotaExceededError', 'QUOTA_EXCEEDED_ERR'],
    [23, 'TimeoutError', 'TIMEOUT_ERR'],
    [24, 'InvalidNodeTypeError', 'INVALID_NODE_TYPE_ERR'],
    [25, 'DataCloneError', 'DATA_CLONE_ERR'],
  ];

  const state = (exception, key) => {
    const value = exception === undefined || exception === null ? undefined : exception[key];
    if (value === undefined) throw illegal();
    return value;
  };
  const hide = (object, key, value) => Object.defineProperty(object, key, { value, writable: true, configurable: true });

  class DOMException {
    constructor(message = '', name = 'Error') {
      message = `${message}`;
      name = `${name}`;
      // A real Error, so that it has a stack; `name` and `message` come from the prototype.
      const error = Reflect.construct(Error, [message], new.target);
      delete error.message;
      hide(error, kName, name);
      hide(error, kMessage, message);
      const { stack } = error;
      if (typeof stack === 'string') {
        const frames = stack.indexOf('\n    at ');
        const head = message === '' ? name : `${name}: ${message}`;
        hide(error, 'stack', frames < 0 ? head : head + stack.slice(frames));
      }
      return error;
    }

    get name() {
      return state(this, kName);
    }

    get message() {
      return state(this, kMessage);
    }

    get code() {
      const name = state(this, kName);
      return CODES.find((row) => row[1] === name)?.[0] ?? 0;
    }
  }
  Object.setPrototypeOf(DOMException.prototype, Error.prototype);
  nano.finish(DOMException);
  for (const [value, , constant] of CODES) {
    const slot = { value, enumerable: true };
    Object.defineProperty(DOMException, constant, slot);
    Object.defineProperty(DOMException.prototype, constant, slot);
  }
  nano.DOMException = DOMException;
}
