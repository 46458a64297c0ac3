import { noAttributeNames } from './noAttributeNames.mjs';
import { noUpwardImports } from './noUpwardImports.mjs';

/**
 * The house rules as an oxlint plugin: https://oxc.rs/docs/guide/usage/linter/js-plugins
 */
export default {
  meta: { name: 'house' },
  rules: {
    'no-attribute-names': noAttributeNames,
    'no-upward-imports': noUpwardImports,
  },
};
