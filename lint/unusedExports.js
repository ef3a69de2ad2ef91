/** knip's settings for exports that nothing but tests uses: one that its own file uses as well is no such. */
module.exports = { ...require('../knip.json'), ignoreExportsUsedInFile: true };
