export default {
  fetch(request, env) {
    return new Response(`${env.GREETING ?? "Hello"} from NANO\n`);
  },
};
