// What the graph says, from the page itself: JSON, compressed.
const read = async () => {
  const letters = atob(document.getElementById("data").textContent.trim());
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
};
if (!("DecompressionStream" in window)) {
  document.getElementById("shown").textContent = "This browser is too old for the picture: use one of 2023 or later.";
  return;
}
const data = await read();
