// Errors that nobody caught: they go to the log, and nothing else happens.
(nano) => {
  'use strict';
  const { ReflectGetPrototypeOf } = nano.primordials;
  const { host, inspect } = nano;

  // The message of an exception of Java's; undefined for all else. Reflect takes objects of this language only. It is not shown
  // like an error of an app's, because what an app has put on Error.prototype would get hold of it.
  const javaMessage = (error) => {
    if (typeof error !== 'object' || error === null) return undefined;
    try {
      ReflectGetPrototypeOf(error);
      return undefined;
    } catch {
      const { message } = error;
      return typeof message === 'string' ? message : undefined;
    }
  };

  // The stack with causes and properties; must survive whatever an app throws.
  const describe = (error) => {
    try {
      return javaMessage(error) ?? inspect(error);
    } catch {
      return 'an error that cannot be shown';
    }
  };

  const report = (error, where) => host.log('error', `${where}: ${describe(error)}`);
  nano.primordials.hide(report, 'describe', describe);
  nano.report = report;

  nano.reportError = function reportError(error) {
    nano.convert.needArguments(arguments.length, 1, 'reportError');
    report(error, 'Uncaught');
  };
}
