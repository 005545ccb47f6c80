const developing = process.env.NODE_ENV === 'development';

/**
 * Next writes inline scripts into its pages and Mantine inline styles: both must be allowed. What
 * a run says is never HTML, and nothing may come from or go to another origin.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${developing ? " 'unsafe-eval'" : ''}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** @type {import('next').NextConfig} */
const config = {
  // A custom server owns the API, Socket.IO and the database; Next only draws pages.
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` runs the type checker on its own; the build need not do it twice.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  // Next takes `localhost` for the only name of this machine; the app is reached by its address.
  allowedDevOrigins: ['127.0.0.1', '[::1]'],
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'Content-Security-Policy', value: contentSecurityPolicy },
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'Referrer-Policy', value: 'same-origin' },
        { key: 'X-Frame-Options', value: 'DENY' },
        { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=()' },
      ],
    },
  ],
};

export default config;
