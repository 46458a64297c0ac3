// A plugin of Stryker: leaves out the words of diagnostics and of errors, which may change at any time. The name of a step
// of `safely` is one of them.
// https://stryker-mutator.io/docs/stryker-js/disable-mutants/#using-an-ignore-plugin

const SAYS = /^(?:announce|debug|error|info|log|report|safely|verbose|warn(?:ing)?)(?:$|[A-Z])/;

const wording = {
  /** @param {any} path of Babel */
  shouldIgnore(path) {
    if (!path.isStringLiteral() && !path.isTemplateLiteral()) return undefined;
    return isSaid(path) ? 'the wording of diagnostics' : undefined;
  },
};

export const strykerPlugins = [{ kind: 'Ignore', name: 'wording', value: wording }];

/**
 * Whether a text is an argument of such a call, also in parts.
 *
 * @param {any} path
 */
function isSaid(path) {
  let each = path;
  while (each.parentPath?.isBinaryExpression({ operator: '+' }) || each.parentPath?.isTemplateLiteral()) {
    each = each.parentPath;
  }
  const call = each.parentPath;
  if (each.listKey !== 'arguments') return false;
  if (call.isNewExpression()) return nameOf(call.node.callee).endsWith('Error');
  return SAYS.test(nameOf(call.node.callee));
}

/** @param {any} callee @returns {string} */
function nameOf({ name, property }) {
  return name ?? property?.name ?? '';
}
