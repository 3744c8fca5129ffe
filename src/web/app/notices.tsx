import '@mantine/notifications/styles.css';
import { Notifications } from '@mantine/notifications';

/** Where short messages appear; loaded after the first page, as nothing is said before it. */
export default function Notices() {
  return <Notifications position="bottom-right" />;
}
