import { type Page, type PageOptions, servePage, text } from './page';
import { type PrometheusOptions, prometheusMetrics } from './prometheus';

/**
 * Serves `/metrics` for Prometheus to scrape: what {@link prometheusMetrics} counts, from now on. Needs
 * the package `prom-client`.
 *
 * @example `const page = await serveMetrics({ port: 9464 });`
 */
export async function serveMetrics(options: PageOptions & PrometheusOptions): Promise<Page> {
  const { registry, stop } = prometheusMetrics(options);
  try {
    const page = await servePage(options, async (path) => {
      if (path !== '/metrics') return text(404, 'the metrics are at /metrics');
      return { status: 200, type: registry.contentType, body: await registry.metrics() };
    });
    return {
      url: `${page.url}/metrics`,
      close: async () => {
        stop();
        await page.close();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}
