/** @type {import('next').NextConfig} */
const config = {
  // A custom server owns the API, Socket.IO and the database; Next only draws pages.
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` runs the type checker on its own; the build need not do it twice.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
};

export default config;
