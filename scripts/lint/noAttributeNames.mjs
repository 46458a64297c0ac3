const ATTRIBUTE_NAME =
  /^(messaging|gen_ai|aws|rpc|faas|db|cloud|server|http|error|code|exception|network|url)\.[a-z0-9_]+(\.[a-z0-9_]+)*$/;

/** Node types whose string is a module's path. */
const IMPORTS = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
  'TSExternalModuleReference',
]);

/** Attribute names are spelled once, in src/semconv; .oxlintrc.json says where the rule applies. */
export const noAttributeNames = {
  meta: {
    type: 'problem',
    docs: { description: 'Attribute names are spelled only in src/semconv.' },
    messages: {
      attributeName:
        "'{{text}}' looks like an attribute name. Only src/semconv spells these: add it there as a constant and import it.",
    },
    schema: [],
  },
  create(context) {
    /** @param {object} node @param {string} text what to match @param {string} shown */
    function check(node, text, shown = text) {
      if (ATTRIBUTE_NAME.test(text)) context.report({ node, messageId: 'attributeName', data: { text: shown } });
    }

    return {
      Literal(node) {
        if (typeof node.value === 'string' && !IMPORTS.has(node.parent?.type)) check(node, node.value);
      },
      TemplateLiteral(node) {
        // `messaging.${rest}` builds such a name, too. Any word can replace the expression for this check.
        const parts = node.quasis.map((quasi) => quasi.value.cooked ?? '');
        check(node, parts.join('x'), parts.join('${}'));
      },
    };
  },
};
