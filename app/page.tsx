import { Suspense } from 'react';
import { Board } from './board/board.tsx';
import { BoardSkeleton } from './board/skeleton.tsx';

/** The live board. */
export default function LivePage() {
  return (
    <Suspense fallback={<BoardSkeleton />}>
      <Board />
    </Suspense>
  );
}
