export function Logo({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--mantine-color-iris-6)" />
      <path
        fill="#fff"
        d="M9 23V9h8.2c3.1 0 5 1.8 5 4.5 0 2.1-1.2 3.6-3.2 4.2L22.8 23h-3.9l-3.3-4.9h-3.2V23H9Zm3.4-7.6h4.3c1.3 0 2.1-.7 2.1-1.8s-.8-1.8-2.1-1.8h-4.3v3.6Z"
      />
    </svg>
  );
}
