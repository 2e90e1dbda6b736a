export default function DataPage() {
  return <main id="content" className="page" />;
}
