import { texts } from '../app/texts.ts';
import { screens } from '../texts/screens.ts';
import './desk.css';

/** Texts and styles of the screens come with the first screen that is opened; every screen imports them before it draws. */
texts.addResourceBundle('en', 'screens', screens);
