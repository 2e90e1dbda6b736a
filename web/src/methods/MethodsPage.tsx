export default function MethodsPage() {
  return <main id="content" className="page" />;
}
