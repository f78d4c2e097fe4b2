// Errors that nobody caught: they go to the log, and nothing else happens.
(nano) => {
  'use strict';

  // The stack with causes and properties; must survive whatever an app throws.
  const describe = (error) => {
    try {
      return nano.inspect(error);
    } catch {
      return 'an error that cannot be shown';
    }
  };

  const { host } = nano;
  const report = (error, where) => host.log('error', `${where}: ${describe(error)}`);
  report.describe = describe;
  nano.report = report;

  nano.reportError = function reportError(error) {
    nano.convert.needArguments(arguments.length, 1, 'reportError');
    report(error, 'Uncaught');
  };
}
