import { BOARD_SCENES } from './board-scenes.ts';
import { PAGE_SCENES } from './page-scenes.ts';
import type { Scene } from './scene.ts';
import { SCRAPER_SCENES } from './scraper-scenes.ts';

/** Settings under which every scene holds still. */
export const SCENE_SETTINGS = { SWEEP_CRON: '0 0 29 2 *' };

/** Every page in every state that looks different. */
export const SCENES: readonly Scene[] = [...BOARD_SCENES, ...PAGE_SCENES, ...SCRAPER_SCENES];

/** What the browser says of its own accord while a scene is set. */
export const SCENE_COMPLAINTS = /^Failed to load resource|^WebSocket connection/;
