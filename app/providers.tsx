'use client';

import { createTheme, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { type ReactNode, useState } from 'react';
import { ApiProblem } from './live/api.ts';
import { LiveProvider } from './live/socket.tsx';

const theme = createTheme({
  fontFamily: 'var(--fl-sans)',
  fontFamilyMonospace: 'var(--fl-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '20px', xl: '20px' },
  defaultRadius: '6px',
  respectReducedMotion: true,
  cursorType: 'pointer',
});

/** Milliseconds for which an answer counts as fresh: the socket tells of what changes. */
const FRESH_FOR = 5000;

/** What every page needs above it: theme, cache, URL state, the live connection, toasts. */
export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(createClient);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <NuqsAdapter>
          <LiveProvider>{children}</LiveProvider>
        </NuqsAdapter>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function createClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The server may well be on this machine: "no network" is no reason not to ask.
        networkMode: 'always',
        staleTime: FRESH_FOR,
        retry: (failures, problem) => failures < 2 && isPassing(problem),
        retryDelay: (failures, problem) =>
          problem instanceof ApiProblem && problem.retryAfterSeconds !== null
            ? Math.min(problem.retryAfterSeconds, 10) * 1000
            : 500 * 2 ** failures,
      },
      mutations: { networkMode: 'always' },
    },
  });
}

function isPassing(problem: Error): boolean {
  return problem instanceof ApiProblem && (problem.status === 0 || problem.status >= 500);
}
