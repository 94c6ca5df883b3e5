// biome-ignore lint/style/noDefaultExport: jest asks for a default export
export { closeStarter as default } from './global-setup';
