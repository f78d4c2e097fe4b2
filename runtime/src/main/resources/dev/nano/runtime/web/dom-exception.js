// https://webidl.spec.whatwg.org/#idl-DOMException
(nano) => {
  'use strict';
  const {
    Error,
    ErrorPrototype,
    ObjectSetPrototypeOf,
    ReflectConstruct,
    ReflectDefineProperty,
    StringPrototypeIndexOf,
    StringPrototypeSlice,
    hide,
  } = nano.primordials;
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

  class DOMException {
    constructor(message = '', name = 'Error') {
      message = `${message}`;
      name = `${name}`;
      // A real Error, so that it has a stack; `name` and `message` come from the prototype.
      const error = ReflectConstruct(Error, [message], new.target);
      delete error.message;
      hide(error, kName, name);
      hide(error, kMessage, message);
      const { stack } = error;
      if (typeof stack === 'string') {
        const frames = StringPrototypeIndexOf(stack, '\n    at ');
        const head = message === '' ? name : `${name}: ${message}`;
        hide(error, 'stack', frames < 0 ? head : head + StringPrototypeSlice(stack, frames));
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
      for (let i = 0; i < CODES.length; i++) if (CODES[i][1] === name) return CODES[i][0];
      return 0;
    }
  }
  ObjectSetPrototypeOf(DOMException.prototype, ErrorPrototype);
  nano.finish(DOMException);
  for (let i = 0; i < CODES.length; i++) {
    const code = { __proto__: null, value: CODES[i][0], enumerable: true };
    ReflectDefineProperty(DOMException, CODES[i][2], code);
    ReflectDefineProperty(DOMException.prototype, CODES[i][2], code);
  }
  nano.exceptions = {
    isException: (value) => value[kName] !== undefined,
    nameOf: (exception) => exception[kName],
    messageOf: (exception) => exception[kMessage],
  };
  nano.DOMException = DOMException;
}
