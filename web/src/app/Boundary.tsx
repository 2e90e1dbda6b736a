import { Component, type ReactNode } from "react";

/** A page that fails says so; the others go on. */
export class Boundary extends Component<{ title: string; children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <main id="content" className="page">
        <h1>{this.props.title}</h1>
        <pre className="code">{error.message}</pre>
      </main>
    );
  }
}
