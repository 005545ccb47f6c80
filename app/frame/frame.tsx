'use client';

import type { ReactNode } from 'react';
import { DeathNews } from '../deaths/death-news.tsx';
import { GrantDesk } from '../grants/grants.tsx';
import { useRoom } from '../live/socket.tsx';
import { StormBanner } from '../storm/storm-banner.tsx';
import { TroubleNews } from '../suspicion/trouble-news.tsx';
import { ToastRoom, ToastShelf } from '../toasts/toasts.tsx';
import { Announcer } from './announcer.tsx';
import styles from './frame.module.css';
import { PageTitles } from './page-title.tsx';
import { Summary } from './summary.tsx';
import { TabMark } from './tab-mark.tsx';
import { TopBar } from './top-bar.tsx';
import { WatchdogBanner } from './watchdog-banner.tsx';

/** What stands around every page. It listens to the board: the summary and the tab tell of it everywhere. */
export function Frame({ children }: { children: ReactNode }) {
  useRoom({ room: 'board' });
  return (
    <PageTitles>
      <Announcer>
        <ToastRoom>
          <GrantDesk>
            <TabMark />
            <DeathNews />
            <TroubleNews trouble="suspect" />
            <TroubleNews trouble="stuck" />
            <a href="#main" className={styles.skip}>
              Skip to the page
            </a>
            <TopBar />
            <WatchdogBanner />
            <StormBanner />
            <div className={styles.wide}>
              <Summary />
              <main id="main" tabIndex={-1} className={styles.main}>
                {children}
              </main>
            </div>
            <ToastShelf />
          </GrantDesk>
        </ToastRoom>
      </Announcer>
    </PageTitles>
  );
}
